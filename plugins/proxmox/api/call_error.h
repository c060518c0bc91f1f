// Why a call has no answer; stays inside the client.
#pragma once

#include "plugins/proxmox/api/answer.h"

#include <pipevane/error.h>

#include <string>
#include <utility>

namespace pipevane::proxmox {

class CallError : public Error {
 public:
  CallError(Failure failure, const std::string& reason, std::string remedy = {})
      : Error(reason), failure_(failure), remedy_(std::move(remedy)) {}
  Failure failure() const { return failure_; }
  // Empty: what helps against such a failure anyway.
  const std::string& remedy() const { return remedy_; }

 private:
  Failure failure_;
  std::string remedy_;
};

}  // namespace pipevane::proxmox
