// The program's command line.
#pragma once

#include "tests/simulator/simulator.h"

#include <string>

namespace pipevane::simulator {

struct ProgramOptions {
  // Throws std::invalid_argument with what is wrong.
  static ProgramOptions parse(int count, char** words);
  static const char* help();

  Settings settings;
  std::int64_t time_scale = 1;
  std::string truth_file;
  std::string dump;  // a path of the API: print its answer and end
  bool show_help = false;
};

}  // namespace pipevane::simulator
