// The program as Poco sees it: finds the command, reads its options, turns what is thrown into a
// sentence and a code.
#pragma once

#include "engine/host/command.h"

#include <Poco/Util/Application.h>

#include <string>
#include <vector>

namespace pipevane::host {

class PipevaneApplication final : public Poco::Util::Application {
 public:
  PipevaneApplication();

 protected:
  int main(const std::vector<std::string>& words) override;
  const char* name() const override { return "pipevane"; }

 private:
  int dispatch(const std::vector<std::string>& words);
  void printHelp() const;

  const std::vector<std::unique_ptr<Command>> commands_;
};

}  // namespace pipevane::host
