// From the contract's C tables to the C++ classes: catches everything, so that no exception
// crosses. Not for authors.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/component.h>
#include <pipevane/host.h>
#include <pipevane/options.h>
#include <pipevane/output.h>
#include <pipevane/refresh.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

namespace pipevane::trampoline {

// `options` of a class that declares none.
template <class T>
constexpr std::size_t optionCount() {
  if constexpr (requires { T::kOptions; })
    return T::kOptions.size();
  else
    return 0;
}
template <class T>
constexpr const pv_option* optionTable() {
  if constexpr (requires { T::kOptions; })
    return T::kOptions.data();
  else
    return nullptr;
}

template <class T>
std::unique_ptr<T> make(const Options& options, const Host& host) {
  if constexpr (std::is_constructible_v<T, const Options&, const Host&>)
    return std::make_unique<T>(options, host);
  else if constexpr (std::is_constructible_v<T, const Options&>)
    return std::make_unique<T>(options);
  else
    return std::make_unique<T>();
}

// The component and the table that points at it.
template <class T>
struct Held {
  Held(const pv_host& raw, const Options& options) : host(raw), component(make<T>(options, host)) {}

  pv_component table{};
  Host host;
  std::unique_ptr<T> component;
};

// Runs `body` and turns whatever it throws into PV_FAILED with the reason explained.
template <class T, class Body>
pv_status guarded(void* self, Body body) noexcept {
  auto& held = *static_cast<Held<T>*>(self);
  const pv_host& host = held.host.raw();
  try {
    return body(held);
  } catch (const Refused&) {
    // The engine's own words stand.
  } catch (const std::exception& error) {
    host.explain(host.self, 0, text(error.what()));
  } catch (...) {
    host.explain(host.self, 0, text("it threw something that is no std::exception"));
  }
  return PV_FAILED;
}

template <class T>
pv_status start(void* self) {
  return guarded<T>(self, [](Held<T>& held) {
    held.component->start();
    return PV_OK;
  });
}

template <class T>
pv_status run(void* self) {
  return guarded<T>(self, [](Held<T>& held) {
    Output output(held.host);
    held.component->run(output);
    return held.host.stopping() ? PV_STOPPED : PV_OK;
  });
}

template <class T>
pv_status process(void* self, const pv_batch* batch) {
  return guarded<T>(self, [batch](Held<T>& held) -> pv_status {
    if constexpr (std::is_base_of_v<Transform, T>) {
      Output output(held.host);
      held.component->process(Batch(*batch), output);
      return PV_OK;
    } else {
      const Verdict verdict = held.component->process(Batch(*batch));
      const pv_host& host = held.host.raw();
      if (verdict.status != PV_OK)
        host.explain(host.self, verdict.retry_after_ms, text(verdict.reason));
      return verdict.status;
    }
  });
}

template <class T>
pv_status flush(void* self) {
  return guarded<T>(self, [](Held<T>& held) -> pv_status {
    if constexpr (std::is_base_of_v<Transform, T>) {
      Output output(held.host);
      held.component->flush(output);
    } else if constexpr (std::is_base_of_v<Sink, T>) {
      held.component->flush();
    }
    return PV_OK;
  });
}

inline void refresh(void* self) {
  try {
    dynamic_cast<Source&>(*static_cast<Component*>(self)).refresh();
  } catch (...) {
    // Nothing is lost: the next refresh asks for the same.
  }
}
inline constexpr pv_refresh kRefresh = {.size = sizeof(pv_refresh), .refresh = refresh};

// A service's calls get the component itself, as a Component*, so that its table need not know
// about Held.
template <class T>
const void* extension(void* self, const char* name) {
  try {
    if (std::is_base_of_v<Source, T> && std::strcmp(name, PV_REFRESH) == 0) return &kRefresh;
    return static_cast<Held<T>*>(self)->component->service(name);
  } catch (...) {
    return nullptr;
  }
}

template <class T>
void destroy(void* self) {
  delete static_cast<Held<T>*>(self);
}

inline void copyInto(char* buffer, std::size_t capacity, const char* sentence) {
  if (capacity == 0) return;
  const std::size_t length = std::min(std::strlen(sentence), capacity - 1);
  std::memcpy(buffer, sentence, length);
  buffer[length] = '\0';
}

template <class T>
pv_component tableFor(Held<T>& held) {
  constexpr bool is_source = std::is_base_of_v<Source, T>;
  return {.size = sizeof(pv_component),
          .self = &held,
          .service = static_cast<Component*>(held.component.get()),
          .destroy = destroy<T>,
          .start = start<T>,
          .run =
              [] {
                if constexpr (is_source)
                  return run<T>;
                else
                  return nullptr;
              }(),
          .process =
              [] {
                if constexpr (is_source)
                  return nullptr;
                else
                  return process<T>;
              }(),
          .flush = flush<T>,
          .extension = extension<T>};
}

template <class T>
const pv_component* create(const pv_host* host, const pv_value* options, char* error,
                           std::size_t capacity) {
  try {
    auto held = std::make_unique<Held<T>>(*host, Options(*options));
    held->table = tableFor(*held);
    return &held.release()->table;
  } catch (const std::exception& thrown) {
    copyInto(error, capacity, thrown.what());
  } catch (...) {
    copyInto(error, capacity, "it threw something that is no std::exception");
  }
  return nullptr;
}

template <class T>
constexpr pv_component_type type(std::int32_t kind, const char* name, const char* summary,
                                 std::uint32_t wants, std::uint32_t makes, std::int32_t policy) {
  static_assert(std::is_base_of_v<Component, T>,
                "a component derives from Source, Transform or Sink");
  return {.size = sizeof(pv_component_type),
          .kind = kind,
          .name = name,
          .summary = summary,
          .wants = wants,
          .makes = makes,
          .policy = policy,
          .option_count = optionCount<T>(),
          .options = optionTable<T>(),
          .create = create<T>};
}

}  // namespace pipevane::trampoline
