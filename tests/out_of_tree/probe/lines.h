// A sink that writes every value as a line "time value" into a file.
#pragma once

#include <pipevane/plugin.h>

#include <fstream>

class Lines final : public pipevane::Sink {
 public:
  static constexpr auto kOptions =
      pipevane::options(pipevane::string("path").help("The file to write to."));

  explicit Lines(const pipevane::Options& options);
  pipevane::Verdict process(const pipevane::Batch& batch) override;

 private:
  std::ofstream file_;
};
