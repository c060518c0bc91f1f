// Who told what of an entity, as the service pipevane.provenance/1 says it.
#pragma once

#include "plugins/derive/merge/merge.h"

#include <pipevane/provenance.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::derive {

// A copy, so that nobody waits for who reads it.
struct ProvenanceWord {
  int kind;
  std::int64_t as_of_ms;
  std::string component, name;
  std::optional<std::string> value;
  double number;
  Quality quality;
  bool current;

  pv_provenance_word raw() const;
};

// Ordered as the service tells them.
std::vector<ProvenanceWord> provenanceOf(const Merge& merge, const Dictionary& dictionary,
                                         EntityId entity);

}  // namespace pipevane::derive
