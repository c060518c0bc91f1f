// What a task is called: UPID:node:pid:pstart:starttime:type:id:user[!token]:
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

struct Upid {
  // In bytes. Proxmox VE's own have about a hundred; an id may be the name of a volume.
  static constexpr std::size_t kLongest = 512;

  std::string text;  // all of it: no other task is called the same, in the whole cluster
  std::string node;
  std::int64_t start_s = 0;  // by the node's clock
  std::string type;          // "qmstart"; newer ones than we know pass as well
  std::string id;            // what it is about, mostly a guest's number; may be empty
  std::string user;          // without the token
  std::string token;         // empty: none

  // As Proxmox VE itself reads it; nothing for anything else.
  static std::optional<Upid> parse(std::string_view text);
};

}  // namespace pipevane::proxmox::events
