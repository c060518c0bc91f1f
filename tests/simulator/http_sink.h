// A server that takes what is sent to it, answers one status to everything, and keeps the bytes.
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

#include <array>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace pipevane::simulator {

// [any]
class HttpSink {
 public:
  explicit HttpSink(int status = 204)
      : status_(status),
        socket_(Poco::Net::SocketAddress("127.0.0.1", 0)),
        thread_([this](const std::stop_token& stop) { serve(stop); }) {}

  std::uint16_t port() const { return socket_.address().port(); }
  // Whole requests, heads and all.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!socket_.poll(Poco::Timespan(0, 20'000), Poco::Net::Socket::SELECT_READ)) continue;
      Poco::Net::StreamSocket connection = socket_.acceptConnection();
      std::string request = readFrom(connection);
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(std::move(request));
      }
      const std::string answer = "HTTP/1.1 " + std::to_string(status_) + " Said\r\n\r\n";
      connection.sendBytes(answer.data(), static_cast<int>(answer.size()));
    }
  }

  static std::string readFrom(Poco::Net::StreamSocket& connection) {
    std::string request;
    std::array<char, 65'536> part;
    while (!whole(request)) {
      const int read = connection.receiveBytes(part.data(), static_cast<int>(part.size()));
      if (read <= 0) break;
      request.append(part.data(), static_cast<std::size_t>(read));
    }
    return request;
  }
  static bool whole(const std::string& request) {
    const std::size_t head = request.find("\r\n\r\n");
    const std::size_t length = request.find("Content-Length: ");
    return head != std::string::npos && length < head &&
           request.size() >= head + 4 + std::stoul(request.substr(length + 16));
  }

  const int status_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  Poco::Net::ServerSocket socket_;
  std::jthread thread_;
};

}  // namespace pipevane::simulator
