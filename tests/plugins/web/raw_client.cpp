#include "tests/plugins/web/raw_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <array>
#include <utility>

namespace pipevane::web {
namespace {

std::size_t lengthIn(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t at = head.find(kName);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + kName.size()));
}

}  // namespace

RawClient::RawClient(std::uint16_t port, const std::string& from) {
  using Poco::Net::SocketAddress;
  socket_.impl()->bind(SocketAddress(from, 0));
  socket_.connect(SocketAddress("127.0.0.1", port));
}

void RawClient::send(std::string_view bytes) {
  try {
    while (!bytes.empty())
      bytes.remove_prefix(static_cast<std::size_t>(
          socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()))));
  } catch (const Poco::Exception&) {
    // The server has closed; what it said before that can be read.
  }
}

bool RawClient::more(int timeout_ms) {
  socket_.setReceiveTimeout(Poco::Timespan(Poco::Timespan::TimeDiff{timeout_ms} * 1000));
  std::array<char, 4096> bytes;
  try {
    const int count = socket_.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
    if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0;
  } catch (const Poco::Exception&) {
    return false;
  }
}

std::string RawClient::rest(int timeout_ms) {
  while (more(timeout_ms)) {
  }
  return std::exchange(received_, {});
}

std::string RawClient::answer(int timeout_ms) {
  std::size_t head = std::string::npos;
  while ((head = received_.find("\r\n\r\n")) == std::string::npos)
    if (!more(timeout_ms)) return {};
  const std::size_t size = head + 4 + lengthIn(received_.substr(0, head));
  while (received_.size() < size)
    if (!more(timeout_ms)) return {};
  const std::string whole = received_.substr(0, size);
  received_.erase(0, size);
  return whole;
}

std::string RawClient::read(std::size_t count, int timeout_ms) {
  while (received_.size() < count && more(timeout_ms)) {
  }
  const std::string some = received_.substr(0, count);
  received_.erase(0, some.size());
  return some;
}

bool RawClient::closed(int timeout_ms) {
  socket_.setReceiveTimeout(Poco::Timespan(Poco::Timespan::TimeDiff{timeout_ms} * 1000));
  char byte = 0;
  try {
    return socket_.receiveBytes(&byte, 1) == 0;
  } catch (const Poco::TimeoutException&) {
    return false;
  } catch (const Poco::Exception&) {
    return true;
  }
}

int statusOf(const std::string& answer) {
  constexpr std::string_view kBegin = "HTTP/1.1 ";
  return answer.starts_with(kBegin) ? std::stoi(answer.substr(kBegin.size())) : 0;
}

}  // namespace pipevane::web
