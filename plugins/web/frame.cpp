#include "plugins/web/frame.h"

#include "plugins/web/utf8.h"

namespace pipevane::web {
namespace {

constexpr std::size_t kMaskBytes = 4;
constexpr std::size_t kMostControlBytes = 125;
constexpr unsigned kFinal = 0x80, kReserved = 0x70, kOpcode = 0x0F, kMasked = 0x80, kLength = 0x7F;
constexpr unsigned kTwoByteLength = 126, kEightByteLength = 127;

bool isControl(Opcode opcode) { return static_cast<unsigned>(opcode) >= 8; }

bool isKnown(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

void appendBigEndian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

}  // namespace

void appendFrame(std::string& out, Opcode opcode, std::string_view payload) {
  appendFrameHeader(out, opcode, payload.size());
  out.append(payload);
}

void appendFrameHeader(std::string& out, Opcode opcode, std::size_t payload_size) {
  out += static_cast<char>(kFinal | static_cast<unsigned>(opcode));
  if (payload_size <= kMostControlBytes) {
    out += static_cast<char>(payload_size);
  } else if (payload_size <= 0xFFFF) {
    out += static_cast<char>(kTwoByteLength);
    appendBigEndian(out, payload_size, 2);
  } else {
    out += static_cast<char>(kEightByteLength);
    appendBigEndian(out, payload_size, 8);
  }
}

void appendClose(std::string& out, CloseCode code, std::string_view reason) {
  std::string payload;
  appendBigEndian(payload, static_cast<std::uint16_t>(code), 2);
  payload.append(reason.substr(0, kMostControlBytes - 2));
  appendFrame(out, Opcode::kClose, payload);
}

FrameReader::Status FrameReader::next(Message& message) {
  while (!broken_) {
    Header header{};
    const Status read = readHeader(header);
    if (read != Status::kMessage) return read;
    if (buffer_.size() < header.size + header.payload_size) return Status::kNeedMore;
    const Status accepted = accept(header, message);
    if (accepted != Status::kNeedMore) return accepted;
  }
  return Status::kBroken;
}

FrameReader::Status FrameReader::readHeader(Header& header) {
  if (buffer_.size() < 2) return Status::kNeedMore;
  const auto first = static_cast<unsigned char>(buffer_[0]);
  const auto second = static_cast<unsigned char>(buffer_[1]);
  if ((first & kReserved) != 0 || !isKnown(first & kOpcode) || (second & kMasked) == 0)
    return broken(CloseCode::kProtocolError);
  header.final = (first & kFinal) != 0;
  header.opcode = static_cast<Opcode>(first & kOpcode);
  const unsigned length = second & kLength;
  const std::size_t more = length == kEightByteLength ? 8 : length == kTwoByteLength ? 2 : 0;
  header.size = 2 + more + kMaskBytes;
  if (buffer_.size() < 2 + more) return Status::kNeedMore;
  header.payload_size = more == 0 ? length : bigEndian(2, more);
  if (isControl(header.opcode) && (!header.final || header.payload_size > kMostControlBytes))
    return broken(CloseCode::kProtocolError);
  // Before anything is kept: what is too long is refused by its announcement.
  if (header.payload_size > kMostMessageBytes - parts_.size()) return broken(CloseCode::kTooBig);
  return Status::kMessage;
}

FrameReader::Status FrameReader::accept(const Header& header, Message& message) {
  std::string payload = unmasked(header);
  buffer_.erase(0, header.size + payload.size());
  if (isControl(header.opcode)) return finish(header.opcode, std::move(payload), message);
  const bool continues = header.opcode == Opcode::kContinuation;
  const bool open = parts_of_ != Opcode::kContinuation;
  if (continues != open) return broken(CloseCode::kProtocolError);
  if (!open) parts_of_ = header.opcode;
  parts_.append(payload);
  if (!header.final) return Status::kNeedMore;
  const Opcode opcode = parts_of_;
  parts_of_ = Opcode::kContinuation;
  std::string whole;
  whole.swap(parts_);
  return finish(opcode, std::move(whole), message);
}

FrameReader::Status FrameReader::finish(Opcode opcode, std::string payload, Message& message) {
  if (opcode == Opcode::kText && !validUtf8(payload)) return broken(CloseCode::kInvalidText);
  message = {opcode, std::move(payload)};
  return Status::kMessage;
}

std::string FrameReader::unmasked(const Header& header) const {
  const char* mask = buffer_.data() + header.size - kMaskBytes;
  std::string payload = buffer_.substr(header.size, header.payload_size);
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ mask[i % kMaskBytes]);
  return payload;
}

FrameReader::Status FrameReader::broken(CloseCode code) {
  broken_ = true;
  close_code_ = code;
  buffer_.clear();
  return Status::kBroken;
}

std::uint64_t FrameReader::bigEndian(std::size_t at, std::size_t count) const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = (value << 8U) | static_cast<unsigned char>(buffer_[at + i]);
  return value;
}

}  // namespace pipevane::web
