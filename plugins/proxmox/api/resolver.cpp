#include "plugins/proxmox/api/resolver.h"

#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/call_guard.h"

#include <Poco/Net/DNS.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace pipevane::proxmox {
namespace {

using Poco::Net::IPAddress;

// The resolver's own second attempt comes after 5 s.
constexpr std::chrono::seconds kLongest{6};
// Who has addresses already waits no longer for others.
constexpr std::chrono::seconds kLongestWithKnown{1};

std::vector<std::string> askSystem(const std::string& host) {
  const Poco::Net::HostEntry entry = Poco::Net::DNS::hostByName(host);
  std::vector<std::string> found;
  for (const IPAddress& each : entry.addresses()) found.push_back(each.toString());
  return found;
}

std::vector<IPAddress> parsed(const std::vector<std::string>& texts) {
  std::vector<IPAddress> addresses;
  IPAddress address;
  for (const std::string& each : texts)
    if (IPAddress::tryParse(each, address)) addresses.push_back(address);
  return addresses;
}

}  // namespace

// Shared with the thread that asks, which may outlive the resolver.
struct Resolver::Question {
  std::mutex mutex;
  std::condition_variable changed;
  bool answered = false;
  std::vector<std::string> found;  // none where it failed

  void answer(std::vector<std::string> addresses) {
    const std::lock_guard lock(mutex);
    found = std::move(addresses);
    answered = true;
    changed.notify_all();
  }
};

Resolver::Resolver(std::string host, LookUp look_up)
    : host_(std::move(host)), look_up_(look_up ? std::move(look_up) : askSystem) {
  IPAddress address;
  if (IPAddress::tryParse(host_, address)) known_ = {address};
}

std::vector<IPAddress> Resolver::addresses(const CallGuard& guard, Clock::time_point deadline) {
  IPAddress literal;
  if (IPAddress::tryParse(host_, literal)) return known_;
  if (!question_) ask();
  const auto longest = known_.empty() ? kLongest : kLongestWithKnown;
  const bool answered = await(guard, std::min(deadline, Clock::now() + longest));
  if (!(answered && takeAnswer()) && known_.empty())
    throw CallError(Failure::kName,
                    answered ? "the name " + host_ + " is not known to the resolver"
                             : "the resolver does not answer in time about the name " + host_);
  std::vector<IPAddress> all = known_;
  const auto good = std::ranges::find(all, good_);
  if (good != all.end()) std::rotate(all.begin(), good, good + 1);
  return all;
}

void Resolver::ask() {
  auto question = std::make_shared<Question>();
  try {
    std::thread([question, host = host_, look_up = look_up_] {
      try {
        question->answer(look_up(host));
      } catch (const std::exception&) {
        question->answer({});
      }
    }).detach();
  } catch (const std::system_error& error) {
    throw CallError(Failure::kName, std::string("cannot ask the resolver: ") + error.what());
  }
  question_ = std::move(question);
}

// In short steps, so that a stop is noticed.
bool Resolver::await(const CallGuard& guard, Clock::time_point until) const {
  std::unique_lock lock(question_->mutex);
  while (!question_->answered) {
    if (guard.stopping()) throw CallError(Failure::kStopped, "stopped");
    const Clock::time_point now = Clock::now();
    if (now >= until) return false;
    question_->changed.wait_until(lock, std::min(until, now + kLookForStop));
  }
  return true;
}

bool Resolver::takeAnswer() {
  const auto answered = std::exchange(question_, nullptr);
  std::vector<IPAddress> found = parsed(answered->found);
  if (found.empty()) return false;
  known_ = std::move(found);
  return true;
}

}  // namespace pipevane::proxmox
