// Where everything that was received goes: to the decoder, and as it came to whoever records it.
#pragma once

#include "plugins/proxmox/push/push_decoder.h"
#include "plugins/proxmox_push/allowance.h"
#include "plugins/proxmox_push/settings.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

// What became of what was not decoded at all.
struct Lost {
  struct Requests {
    std::uint64_t count = 0;
    std::string from, why;  // of the last one
    void add(const std::string& sender, const std::string& problem) {
      ++count;
      from = sender;
      why = problem;
    }
  };

  std::uint64_t over_limit = 0;   // a sender sent more than it may
  std::uint64_t by_kernel = 0;    // datagrams that nobody read in time
  std::uint64_t turned_away = 0;  // connections that were one too many
  std::uint64_t half_lines = 0;   // that a connection ended in
  std::uint64_t too_much = 0;     // requests that there was no room for beside others
  Requests wrong_tokens;          // with another one or none
  Requests bad_requests;          // that were answered with another error before they were read
  Requests senders_wrong_tokens, senders_bad_requests;  // of these, see Intake::mayBeSender
};

// [worker]
class Intake {
 public:
  // Nobody sends: six cycles of Proxmox VE.
  static constexpr std::int64_t kSilenceMs = 60'000;

  Intake(const Host& host, const Settings& settings);

  // Until the next call everything goes there.
  void sendTo(const Output& output) { output_ = &output; }

  // Where something comes from.
  struct Origin {
    proxmox::PushFormat format;
    proxmox::PushCarrier carrier;
    std::string_view sender;  // its address
    bool with_token = false;  // the token came with it
  };
  struct Taken {
    std::uint64_t lines = 0, refused = 0;
    proxmox::Refusal why = proxmox::Refusal::kUnreadable;  // of most of them
    bool any() const { return refused < lines; }
    bool none() const { return lines > 0 && !any(); }
  };
  // Takes it off what that sender may send. False, and counted, where it is more than that.
  bool charge(const Origin& origin, std::size_t bytes);
  // False where nothing of it would be taken: it is none of the senders.
  bool hears(const Origin& origin) const { return trustOf(origin) != Trust::kStranger; }
  // What was charged. `kept`: what a recording keeps beside it, as "org=a&bucket=b".
  Taken take(const Origin& origin, std::string_view body, std::string_view kept = {});
  // What comes without an answer: charged, and taken where it may be. False where nothing was.
  bool receive(const Origin& origin, std::string_view body) {
    return charge(origin, body.size()) && take(origin, body).any();
  }

  // It is listed, was heard before, or is as likely a node that is set up wrongly, as nobody is
  // heard. Others knock at every port, and are no trouble.
  bool mayBeSender(std::string_view address) const;

  proxmox::PushDecoder& decoder() { return decoder_; }
  const proxmox::PushDecoder& decoder() const { return decoder_; }
  Lost& lost() { return lost_; }
  const Lost& lost() const { return lost_; }
  std::uint64_t bytes() const { return bytes_; }
  // What came through a door and was taken, in whole or in part.
  struct Through {
    std::uint64_t pushes = 0;
    std::optional<std::int64_t> last_ms;  // by the steady clock; nothing before the first
  };
  const Through& through(proxmox::PushFormat format, proxmox::PushCarrier carrier) const {
    return through_[placeOf(format, carrier)];
  }
  // By the steady clock; nothing before the first.
  const std::optional<std::int64_t>& lastMs() const { return last_ms_; }
  const std::string& lastSender() const { return last_sender_; }

 private:
  static constexpr std::size_t kCarriers = 3, kFormats = 3;
  static constexpr std::size_t placeOf(proxmox::PushFormat format, proxmox::PushCarrier carrier) {
    return static_cast<std::size_t>(format) * kCarriers + static_cast<std::size_t>(carrier);
  }

  Trust trustOf(const Origin& origin) const;
  void record(const proxmox::Push& push, std::string_view kept) const;

  Host host_;
  std::string source_;
  proxmox::Senders senders_;
  proxmox::PushDecoder decoder_;
  Allowance allowance_;
  const Output* output_ = nullptr;
  Lost lost_;
  std::uint64_t bytes_ = 0;
  std::array<Through, kFormats * kCarriers> through_;
  std::optional<std::int64_t> last_ms_;
  std::string last_sender_;
};

}  // namespace pipevane::proxmox_push
