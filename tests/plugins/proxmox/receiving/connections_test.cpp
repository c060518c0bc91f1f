#include "plugins/proxmox/receiving/connections.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox {
namespace {

class Silent final : public Connection {
 public:
  using Connection::Connection;
  using Connection::prove;

 protected:
  void take(std::string_view) override {}
};

class Door : public ::testing::Test {
 protected:
  static constexpr std::size_t kMost = 6, kMostOfOne = 3;

  Silent& open(const std::string& sender) {
    Poco::Net::StreamSocket client(server_.address());
    auto made = std::make_unique<Silent>(std::move(client), sender, sockets_);
    Silent& opened = *made;
    connections.add(std::move(made));
    return opened;
  }

 private:
  Sockets sockets_;
  Poco::Net::ServerSocket server_{Poco::Net::SocketAddress("127.0.0.1", 0), 64};

 protected:
  Connections connections{kMost, kMostOfOne};
};

TEST_F(Door, HasRoomForSoManyAndForSoManyOfOneAddress) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(connections.isFullFor("a"));
    open("a");
  }
  EXPECT_TRUE(connections.isFullFor("a"));
  EXPECT_FALSE(connections.isFullFor("b"));
  for (const char* sender : {"b", "c", "d"}) open(sender);
  EXPECT_TRUE(connections.isFullFor("e"));
}

TEST_F(Door, TheOldestOfTheMostCrowdedAddressGoes) {
  Silent& node = open("node");
  Silent& proved = open("a");
  proved.prove();
  Silent& oldest = open("a");
  open("b");
  Silent& other = open("a");
  open("c");
  ASSERT_TRUE(connections.isFullFor("d"));
  EXPECT_TRUE(connections.makeRoomFor("d"));
  EXPECT_TRUE(oldest.over());
  for (const Silent* each : {&node, &proved, &other}) EXPECT_FALSE(each->over());
  EXPECT_FALSE(connections.isFullFor("d"));
  connections.sweep(0);
  EXPECT_EQ(connections.size(), 0U) << "none of them has a deadline ahead";
}

TEST_F(Door, WhereOneAddressHasTooManyItIsOneOfItsOwn) {
  Silent& first = open("b");
  std::vector<Silent*> own;
  for (std::size_t i = 0; i < kMostOfOne; ++i) own.push_back(&open("a"));
  own[0]->prove();
  EXPECT_TRUE(connections.makeRoomFor("a"));
  EXPECT_FALSE(first.over());
  EXPECT_FALSE(own[0]->over());
  EXPECT_TRUE(own[1]->over());
}

TEST_F(Door, WhereAllHaveProvedSomethingThereIsNoRoom) {
  for (int i = 0; i < 2; ++i)
    for (const char* sender : {"a", "b", "c"}) open(sender).prove();
  EXPECT_TRUE(connections.isFullFor("d"));
  EXPECT_FALSE(connections.makeRoomFor("d"));
}

}  // namespace
}  // namespace pipevane::proxmox
