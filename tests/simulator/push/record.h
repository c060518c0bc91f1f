// What a node's statistics daemon hands to metric servers in one cycle, before it has a format.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pipevane::simulator {

// As Perl prints it.
struct Scalar {
  enum class Kind { kNumber, kText, kFlag };
  Kind kind = Kind::kNumber;
  std::string text;
};

using Scalars = std::map<std::string, Scalar>;

// Of one object.
struct Record {
  enum class Kind { kNode, kGuest, kStorage };
  Kind kind = Kind::kNode;
  std::string id;    // a node's name, a guest's number, a storage's name
  std::string node;  // where it is
  std::string name;  // of a guest
  std::string type;  // qemu, lxc, or a storage's plugin
  std::int64_t time_s = 0;

  Scalars scalars;
  std::map<std::string, Scalars> groups;                          // as cpustat
  std::map<std::string, std::map<std::string, Scalars>> devices;  // as nics, by card
};

// The records of one transaction.
struct Subsystem {
  std::string name;  // nodes, qemu, lxc, storages
  std::vector<Record> records;
};

Scalar counted(std::int64_t value);
Scalar measured(double value);  // with 15 digits
Scalar text(const std::string& value);
Scalar flag(bool value);
// What Perl takes for a number, and formats therefore do not quote.
bool looksLikeNumber(const std::string& text);

}  // namespace pipevane::simulator
