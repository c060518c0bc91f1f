// The source with a door, and clients of it over real sockets. The door answers by itself: a client
// waits for that in real time, while the clock of all others stands still.
#pragma once

#include "tests/plugins/proxmox_events/one_cluster.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

class WebhookClient {
 public:
  WebhookClient(std::uint16_t port, const std::string& bytes)
      : socket_(Poco::Net::SocketAddress("127.0.0.1", port)) {
    socket_.setReceiveTimeout(Poco::Timespan(kPatienceS, 0));
    socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  }

  // Until those words came; without any, until there will be no more. All that came.
  const std::string& await(const std::string& words = "") {
    std::array<char, 4'096> bytes;
    try {
      while (words.empty() || came_.find(words) == std::string::npos) {
        const int count = socket_.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
        if (count <= 0) break;
        came_.append(bytes.data(), static_cast<std::size_t>(count));
      }
    } catch (const Poco::Net::ConnectionResetException&) {
    } catch (const Poco::TimeoutException&) {
      came_ += "(nothing more came)";
    }
    return came_;
  }

 private:
  static constexpr int kPatienceS = 20;

  Poco::Net::StreamSocket socket_;
  std::string came_;
};

inline const std::string kNotification =
    R"({"title":"backup failed","message":"VMID 100","severity":"error","timestamp":0,)"
    R"("fields":{"type":"vzdump","hostname":"pve1"}})";

inline std::string post(const std::string& body, const std::string& headers = "",
                        const std::string& path = "/webhook") {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

class Webhook : public OneCluster, public ::testing::Test {
 protected:
  std::uint16_t port() const {
    const std::string kBefore = "http://127.0.0.1:";
    for (const auto& line : host.logged())
      if (const auto at = line.sentence.find(kBefore); at != std::string::npos)
        return static_cast<std::uint16_t>(std::stoi(line.sentence.substr(at + kBefore.size())));
    return 0;
  }
  // Sends it so long after the beginning, and has its answer then.
  void send(std::int64_t after_ms, const std::string& bytes) {
    at(after_ms, [this, bytes] { answers.push_back(WebhookClient(port(), bytes).await()); });
  }
  // The beginning of a request, as far as the door says that it goes on.
  void open(std::int64_t after_ms, const std::string& headers) {
    at(after_ms, [this, headers] {
      clients.push_back(std::make_unique<WebhookClient>(
          port(), "POST /webhook HTTP/1.1\r\nExpect: 100-continue\r\n" + headers + "\r\n"));
      clients.back()->await(kGoesOn);
    });
  }
  // Of one that was opened, what came after that.
  std::string restOf(WebhookClient& client) { return client.await().substr(kGoesOn.size()); }
  void run(std::int64_t until_ms, testing::GivenOptions more = {}) {
    more.merge(testing::GivenOptions{{"webhook_port", "0"}, {"webhook_bind", "127.0.0.1"}});
    runUntil(until_ms, std::move(more));
  }

  const std::string kGoesOn = "HTTP/1.1 100 Continue\r\n\r\n";
  std::vector<std::string> answers;
  std::vector<std::unique_ptr<WebhookClient>> clients;
};

}  // namespace pipevane::proxmox_events
