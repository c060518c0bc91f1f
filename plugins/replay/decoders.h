// The decoders of a replay, one for each source that was recorded.
#pragma once

#include "plugins/proxmox/session/recorded_exchange.h"
#include "plugins/replay/decoder.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::replay {

// Two sources see the world independently, and two callers with other rights see other parts of it:
// what one of them is not shown is not gone. One thread.
class Decoders {
 public:
  // `cluster` in place of the recorded name; empty: as recorded.
  Decoders(const Host& host, MakeDecoder make, std::string cluster)
      : host_(host), make_(std::move(make)), cluster_(std::move(cluster)) {}

  void decode(const session::RecordedExchange& exchange, Output& output);
  void refresh();
  // The session begins again: nothing is known.
  void beginAnew() { decoders_.clear(); }

 private:
  void tellTooMany();
  Decoder* decoderOf(const session::RecordedExchange& exchange);

  Host host_;
  MakeDecoder make_;
  std::string cluster_;
  std::map<std::string, std::unique_ptr<Decoder>> decoders_;
  std::vector<pv_attribute> headers_;
  bool told_too_many_ = false;
};

}  // namespace pipevane::replay
