// What goes out in one piece to a metric server: a datagram, a connection, or a request.
#pragma once

#include "tests/simulator/push/record.h"
#include "tests/simulator/world/objects.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pipevane::simulator {

struct PushPayload {
  std::string subsystem;  // nodes, qemu, lxc, storages
  std::string head;       // of a request, with its empty line; else empty
  std::string wire;       // the bytes that follow
  std::string plain;      // the same before they were packed; empty: they were not
  const std::string& body() const { return plain.empty() ? wire : plain; }
};

// As InfluxDB's line protocol has it. `quotes_names`: also those that look like numbers.
std::vector<std::string> influxLines(const Record& record, bool quotes_names);
std::vector<std::string> graphiteLines(const Record& record, const std::string& path);

// Whole lines, as many as fit into that many bytes; a longer one goes alone.
std::vector<std::string> packed(const std::vector<std::string>& lines, std::size_t most);

}  // namespace pipevane::simulator
