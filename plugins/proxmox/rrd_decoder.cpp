#include "plugins/proxmox/rrd_decoder.h"

#include "plugins/proxmox/rrd_rows_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

class RrdDecoder::Parts {
 public:
  json::Document document;
};

RrdDecoder::RrdDecoder() : parts_(std::make_unique<Parts>()) {}
RrdDecoder::~RrdDecoder() = default;

RrdRows RrdDecoder::decode(std::string_view body, Kind kind, std::int64_t latest_ms) {
  try {
    RrdRows rows = readRrdRows(parts_->document.data(body), kind, latest_ms, surprises_);
    parts_->document.giveBack();
    return rows;
  } catch (const Error&) {
    parts_->document.giveBack();
    throw;
  }
}

}  // namespace pipevane::proxmox
