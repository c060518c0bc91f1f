// Why a call has no answer; stays inside the client.
#pragma once

#include "plugins/proxmox/api/answer.h"

#include <pipevane/error.h>

#include <string>

namespace pipevane::proxmox {

class CallError : public Error {
 public:
  CallError(Failure failure, const std::string& reason) : Error(reason), failure_(failure) {}
  Failure failure() const { return failure_; }

 private:
  Failure failure_;
};

}  // namespace pipevane::proxmox
