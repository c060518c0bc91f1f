// An answer as an exchange: what is recorded, and what is decoded.
#pragma once

#include "plugins/proxmox/api/answer.h"

#include <pipevane/text.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// Refers to all that it is made of, which outlives it. No cookie is in it, and no secret, as the
// client leaves it out.
class ToldAnswer {
 public:
  struct Question {
    std::int64_t time_ms = 0;  // when it was asked, by the time of day
    std::string_view source;   // the component
    std::string_view cluster;  // its name, as the source tells it; empty: not known
    const std::string& url;    // of who was asked
    const std::string& path;   // the whole one
    const std::string& query;  // without the question mark
  };

  ToldAnswer(const Answer& answer, const Question& question) {
    for (const auto& [name, value] : answer.headers)
      if (name != "set-cookie") headers_.push_back(attribute(name, value));
    exchange_ = {.size = sizeof(pv_exchange),
                 .status = answer.status,
                 .time_ms = question.time_ms,
                 .duration_us = answer.duration_us,
                 .source = text(question.source),
                 .cluster = question.cluster.empty() ? absent() : text(question.cluster),
                 .host = text(question.url),
                 .method = text("GET"),
                 .path = text(question.path),
                 .query = question.query.empty() ? absent() : text(question.query),
                 .reason = text(answer.reason),
                 .body = text(answer.body),
                 .header_count = headers_.size(),
                 .headers = headers_.data()};
  }
  ToldAnswer(const ToldAnswer&) = delete;
  ToldAnswer& operator=(const ToldAnswer&) = delete;

  const pv_exchange& exchange() const { return exchange_; }

 private:
  std::vector<pv_attribute> headers_;
  pv_exchange exchange_{};
};

}  // namespace pipevane::proxmox
