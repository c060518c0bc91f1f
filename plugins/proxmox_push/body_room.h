// The room of a port for bodies that are on their way.
#pragma once

#include <cstddef>

namespace pipevane::proxmox_push {

// Whoever announces one may send it: without the token where one is needed, or from none of the
// addresses where they are listed, it was refused before. So all of them stand alike, and none
// keeps out who stands above it.
class BodyRoom {
 public:
  static constexpr std::size_t kMostBytes = 64u << 20;

  // Of one body: from its announcement on, so that those that are announced at once have room.
  class Place {
   public:
    Place() = default;
    ~Place() { giveBack(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // False where there is no room.
    bool take(BodyRoom& room, std::size_t bytes) {
      giveBack();
      if (bytes > kMostBytes - room.taken_) return false;
      room_ = &room;
      bytes_ = bytes;
      room.taken_ += bytes;
      return true;
    }
    void giveBack() {
      if (room_ != nullptr) room_->taken_ -= bytes_;
      room_ = nullptr;
    }

   private:
    BodyRoom* room_ = nullptr;
    std::size_t bytes_ = 0;
  };

 private:
  std::size_t taken_ = 0;
};

}  // namespace pipevane::proxmox_push
