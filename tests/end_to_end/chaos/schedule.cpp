#include "tests/end_to_end/chaos/schedule.h"

namespace pipevane::testing {
namespace {

constexpr std::int64_t at(std::int64_t minute, std::int64_t second = 0) {
  return minute * 60 + second;
}

}  // namespace

const std::vector<Trouble>& hourOfTroubles() {
  static const std::vector<Trouble> kAll = {
      // What an answer says.
      {at(2), 40, R"({"kind": "strings"})"},
      {at(3), 40, R"({"kind": "booleans"})"},
      {at(4), 40, R"({"kind": "missing", "path": "/cluster/resources"})"},
      {at(5), 40, R"({"kind": "fields"})"},
      {at(6), 40, R"({"kind": "close+keep"})"},
      {at(6, 45), 30, R"({"kind": "keep+keep"})"},
      {at(7, 20), 30, R"({"kind": "keep+cut"})"},
      // What becomes of a call, at one node or at all.
      {at(8), 40, R"({"status": 401, "delay_s": 3, "count": 2})"},
      {at(8, 45), 30, R"({"status": 401})"},
      {at(9, 30), 50, R"({"status": 500, "reason": "no such cluster node 'pve7'"})"},
      {at(10, 30), 30, R"({"status": 595, "path": "/cluster/resources"})"},
      {at(11), 25, R"({"status": 596, "path": "/cluster/metrics/export"})"},
      {at(11, 35), 40, R"({"kind": "hang", "node": "pve1"})"},
      {at(12, 30), 30, R"({"kind": "drip", "path": "/cluster/metrics/export", "count": 2})"},
      {at(13, 10), 40, R"({"kind": "garbage"})"},
      {at(14), 30, R"({"kind": "truncated"})"},
      {at(14, 40), 30, R"({"kind": "cut"})"},
      {at(15, 20), 40, R"({"kind": "close"})"},
      {at(16, 10), 50, R"({"kind": "enums"})"},
      // What happens to guests.
      {at(17, 20), 0, R"({"kind": "restart", "vmid": 100})"},
      {at(17, 30), 0, R"({"kind": "restart", "vmid": 104})"},
      {at(17, 40), 0, R"({"kind": "migrate", "vmid": 101, "node": "pve3"})"},
      {at(17, 50), 0, R"({"kind": "migrate", "vmid": 103, "node": "pve2"})"},
      {at(18), 0, R"({"kind": "reuse", "vmid": 105, "container": true, "name": "another"})"},
      {at(18, 20), 0, R"({"kind": "reuse", "vmid": 106, "container": false, "name": "other"})"},
      // What happens to nodes and storages.
      {at(19), 8 * 60, R"({"kind": "dead", "node": "pve3"})"},
      {at(22), 0, R"({"kind": "restart", "vmid": 110})"},
      {at(28, 30), 8 * 60, R"({"kind": "hung-statistics", "node": "pve2"})"},
      {at(29), 60, R"({"kind": "rights"})"},
      {at(31), 60, R"({"kind": "rights", "without": ["Sys.Audit"]})"},
      // For five minutes from here on figures come from the list of resources.
      {at(33), 0, R"({"status": 403, "path": "/cluster/metrics/export", "count": 1})"},
      {at(38, 30), 5 * 60 + 45, R"({"kind": "broken-statistics", "node": "pve3"})"},
      {at(44, 30), 90, R"({"kind": "hung-member", "node": "pve3"})"},
      {at(46, 30), 120, R"({"kind": "isolated", "node": "pve2"})"},
      {at(49), 60, R"({"kind": "skewed", "node": "pve3", "ahead_s": 75})"},
      {at(50, 30), 60, R"({"kind": "certificate", "node": "pve2"})"},
      {at(51, 30), 60, R"({"kind": "lost-storage", "node": "pve1", "storage": "local"})"},
      {at(51, 30), 60, R"({"kind": "lost-storage", "node": "pve1", "storage": "ceph"})"},
      {at(52, 40), 45, R"({"kind": "dead", "node": "pve1"})"},
      {at(53, 50), 60, R"({"kind": "dead", "node": "pve2"})"},
  };
  return kAll;
}

}  // namespace pipevane::testing
