// A component that leaves to its successor how often the place changed hands.
#pragma once

#include "tests/engine/pipeline/actors.h"

#include <pipevane/handover_table.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pipevane::testing {

template <class Kind>
class HandsOver : public Kind {
 public:
  // Alive as "legacy" as long as somebody has it.
  struct Legacy {
    int hands;
    Presence presence{"legacy"};
  };
  static constexpr auto kOptions = options(string("note").optional().help("Anything."));

  HandsOver(const Options&, const Host& host) : host_(host), id_(host.id()), presence_(id_) {
    play(stage().on_create);
  }
  void start() override { play(stage().on_start); }
  const void* service(std::string_view name) override {
    return name == PV_HANDOVER ? &handoverTable<HandsOver>() : nullptr;
  }
  std::unique_ptr<Legacy> handOver() { return std::make_unique<Legacy>(hands_ + 1); }
  void takeOver(std::unique_ptr<Legacy> legacy) {
    hands_ = legacy->hands;
    stage().hands.with([this](auto& all) { all[id_] = hands_; });
  }

 protected:
  const Host host_;
  const std::string id_;

 private:
  void play(Guarded<std::map<std::string, std::function<void()>>>& hooks) const {
    if (const auto hook = hooks.with([this](auto& all) { return all[id_]; })) hook();
  }

  const Presence presence_;
  int hands_ = 0;
};

}  // namespace pipevane::testing
