// One component of a plugin under test, made and called through the binary contract as the engine
// does it.
#pragma once

#include <pipevane/handover.h>
#include <pipevane/testing/fake_host.h>

#include <array>
#include <string>

namespace pipevane::testing {

inline const pv_component_type& typeNamed(const pv_plugin& plugin, const std::string& name) {
  for (const pv_component_type& type :
       SizedSpan<pv_component_type>(plugin.types, plugin.type_count))
    if (name == type.name) return type;
  throw std::invalid_argument("the plugin offers no " + name);
}

class FakeComponent {
 public:
  // Throws std::runtime_error with the plugin's own words where it refuses.
  FakeComponent(FakeHost& host, const pv_plugin& plugin, const std::string& type,
                const GivenOptions& given = {}) {
    const pv_component_type& described = typeNamed(plugin, type);
    const Values values(described, given);
    std::array<char, 4096> error{};
    raw_ = described.create(&host.raw(), &values.top(), error.data(), error.size());
    if (raw_ == nullptr) throw std::runtime_error(error.data());
  }
  ~FakeComponent() { raw_->destroy(raw_->self); }
  FakeComponent(const FakeComponent&) = delete;
  FakeComponent& operator=(const FakeComponent&) = delete;

  pv_status start() { return raw_->start(raw_->self); }
  pv_status run() { return raw_->run(raw_->self); }
  pv_status process(const MadeBatch& batch) {
    const pv_batch raw = batch.raw();
    return raw_->process(raw_->self, &raw);
  }
  pv_status flush() { return raw_->flush(raw_->self); }

  // What a reload does with one whose options changed, after its last call: what it has in memory
  // goes on in `next`, which was made and not started. False where it leaves nothing.
  bool handOverTo(FakeComponent& next) {
    const auto* table = service<pv_handover>(PV_HANDOVER);
    void* legacy = table == nullptr ? nullptr : table->give(raw_->service);
    if (legacy == nullptr) return false;
    next.service<pv_handover>(PV_HANDOVER)->take(next.raw_->service, legacy);
    return true;
  }

  // The service's table, or null; `serviceSelf` is the first argument of its calls.
  template <class Table>
  const Table* service(const char* name) {
    return static_cast<const Table*>(raw_->extension(raw_->self, name));
  }
  void* serviceSelf() const { return raw_->service; }

 private:
  const pv_component* raw_;
};

}  // namespace pipevane::testing
