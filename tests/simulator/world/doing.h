// How something is done to a guest or a node, and as whom.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace pipevane::simulator {

class World;

struct How {
  std::string user = "root@pam";  // or the whole id of a token
  // What it does is done as the task ends, where that is said; else at once, while the task goes
  // on for as long as is usual.
  std::optional<std::int64_t> seconds = {};
  // "OK", "WARNINGS: 2" or the text of an error: then nothing was done.
  std::string exit = "OK";

  bool works() const { return exit == "OK" || exit.starts_with("WARNINGS: "); }
};

// A task of any type.
struct Wish {
  std::string node, type, id;  // id may be empty
  std::string user = "root@pam";
  // Nothing: until endTask(); 0: it has ended before anybody looks.
  std::optional<std::int64_t> seconds = 2;
  std::string exit = "OK";
  // Once it ended by itself, as `exit` says.
  std::function<void(World&)> then = {};
};

}  // namespace pipevane::simulator
