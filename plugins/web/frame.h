// WebSocket frames (RFC 6455) as a server reads and writes them. Own code and not Poco's, which
// waits for the rest of a frame: one thread serves all clients and waits for none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::web {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10
};

enum class CloseCode : std::uint16_t {
  kNormal = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupported = 1003,
  kInvalidText = 1007,
  kPolicy = 1008,
  kTooBig = 1009,
  kTryLater = 1013
};

// Appends one unfragmented, unmasked frame.
void appendFrame(std::string& out, Opcode opcode, std::string_view payload);
// The beginning of such a frame; a payload of that size follows.
void appendFrameHeader(std::string& out, Opcode opcode, std::size_t payload_size);
void appendClose(std::string& out, CloseCode code, std::string_view reason);

// Puts messages together from the bytes of a client, whatever these are.
class FrameReader {
 public:
  static constexpr std::size_t kMostMessageBytes = 64 * 1024;

  enum class Status { kNeedMore, kMessage, kBroken };
  struct Message {
    Opcode opcode;
    std::string payload;
  };

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole message or control frame. Broken: the connection must be closed with
  // `closeCode()`, nothing after it can be read.
  Status next(Message& message);
  CloseCode closeCode() const { return close_code_; }

 private:
  struct Header {
    bool final;
    Opcode opcode;
    std::size_t size;  // of the header
    std::uint64_t payload_size;
  };

  Status readHeader(Header& header);
  Status accept(const Header& header, Message& message);
  Status finish(Opcode opcode, std::string payload, Message& message);
  std::string unmasked(const Header& header) const;
  Status broken(CloseCode code);
  std::uint64_t bigEndian(std::size_t at, std::size_t count) const;

  std::string buffer_;
  std::string parts_;                        // of a fragmented message
  Opcode parts_of_ = Opcode::kContinuation;  // continuation: there is none
  bool broken_ = false;
  CloseCode close_code_ = CloseCode::kNormal;
};

}  // namespace pipevane::web
