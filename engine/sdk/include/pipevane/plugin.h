// The one header that a plugin includes. At the end of its file it says
//   PIPEVANE_PLUGIN("scale", "1.0.0", "Multiplies every value.", "MIT",
//   pipevane::transform<Scale>("scale", "..."))
#pragma once

#include <pipevane/abi.h>
#include <pipevane/batch.h>
#include <pipevane/component.h>
#include <pipevane/dictionary.h>
#include <pipevane/error.h>
#include <pipevane/host.h>
#include <pipevane/options.h>
#include <pipevane/output.h>
#include <pipevane/trampoline.h>

namespace pipevane {

// What a component type wants and makes, where it differs from the usual.
struct Traffic {
  std::uint32_t wants;
  std::uint32_t makes;
  std::int32_t policy = PV_POLICY_BLOCK;  // of the edges into it
};
inline constexpr std::uint32_t kEverythingDecoded = PV_SAMPLES | PV_ENTITIES | PV_EVENTS;

template <class T>
constexpr pv_component_type source(const char* name, const char* summary,
                                   Traffic traffic = {.wants = 0,
                                                      .makes = kEverythingDecoded | PV_EXCHANGES}) {
  return trampoline::type<T>(PV_SOURCE, name, summary, traffic.wants, traffic.makes,
                             traffic.policy);
}
template <class T>
constexpr pv_component_type transform(const char* name, const char* summary,
                                      Traffic traffic = {.wants = PV_SAMPLES,
                                                         .makes = PV_SAMPLES}) {
  return trampoline::type<T>(PV_TRANSFORM, name, summary, traffic.wants, traffic.makes,
                             traffic.policy);
}
template <class T>
constexpr pv_component_type sink(const char* name, const char* summary,
                                 Traffic traffic = {.wants = kEverythingDecoded, .makes = 0}) {
  return trampoline::type<T>(PV_SINK, name, summary, traffic.wants, traffic.makes, traffic.policy);
}

}  // namespace pipevane

#if defined(__clang__)
#define PIPEVANE_BUILD "clang " __clang_version__
#elif defined(__GNUC__)
#define PIPEVANE_BUILD "gcc " __VERSION__
#else
#define PIPEVANE_BUILD "unknown compiler"
#endif

// Exports the plugin: name, version, summary, licence, then its component types.
#define PIPEVANE_PLUGIN(name_, version_, summary_, licence_, ...)                             \
  namespace {                                                                                 \
  constexpr pv_component_type kPipevaneTypes[] = {__VA_ARGS__};                               \
  }                                                                                           \
  extern "C" __attribute__((visibility("default"), used)) const pv_plugin pipevane_plugin = { \
      PV_MAGIC,       PV_ABI_MAJOR,                                                           \
      PV_ABI_MINOR,   sizeof(pv_plugin),                                                      \
      name_,          version_,                                                               \
      summary_,       licence_,                                                               \
      PIPEVANE_BUILD, sizeof(kPipevaneTypes) / sizeof(kPipevaneTypes[0]),                     \
      kPipevaneTypes}
