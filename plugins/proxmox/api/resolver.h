// The addresses of a host, without waiting longer for them than the call may take.
#pragma once

#include "plugins/proxmox/api/call_guard.h"

#include <Poco/Net/IPAddress.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// The system's resolver knows no deadline and no stop. It is asked on a thread of its own, which is
// left alone where it takes too long; while it still runs nobody else is asked. One thread.
class Resolver {
 public:
  using Clock = CallGuard::Clock;
  // The addresses as text; throws std::exception.
  using LookUp = std::function<std::vector<std::string>(const std::string& host)>;

  // Of one host, a name or an address. Empty `look_up`: the system's resolver.
  explicit Resolver(std::string host, LookUp look_up = {});

  // The one that worked last comes first. Where the resolver fails or is slow, those that it named
  // the last time. Throws CallError: kName, kStopped.
  std::vector<Poco::Net::IPAddress> addresses(const CallGuard& guard, Clock::time_point deadline);
  void worked(const Poco::Net::IPAddress& address) { good_ = address; }

 private:
  struct Question;

  void ask();
  bool await(const CallGuard& guard, Clock::time_point until) const;
  // Takes over what is answered; false where that is nothing.
  bool takeAnswer();

  std::string host_;
  LookUp look_up_;
  std::shared_ptr<Question> question_;  // null: nobody is asked
  std::vector<Poco::Net::IPAddress> known_;
  Poco::Net::IPAddress good_;
};

}  // namespace pipevane::proxmox
