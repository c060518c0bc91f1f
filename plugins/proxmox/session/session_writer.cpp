#include "plugins/proxmox/session/session_writer.h"

#include "plugins/proxmox/session/compressed_file.h"
#include "plugins/proxmox/session/line_writer.h"
#include "plugins/proxmox/session/session_limits.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace pipevane::session {

SessionWriter::SessionWriter(Settings settings)
    : settings_(std::move(settings)),
      file_(std::make_unique<CompressedFile>(settings_.path, settings_.overwrite)) {
  file_->add(headerLine(settings_.created_ms));
}

SessionWriter::~SessionWriter() { static_cast<void>(finish()); }

std::uint64_t SessionWriter::bytes() const { return file_->bytes(); }

bool SessionWriter::append(const pv_exchange& exchange) {
  if (full_) return false;
  if (finished_) return fail("it is ended");
  if (blocked_ && !worked(file_->write())) return false;
  line_.clear();
  appendLine(line_, exchange);
  if (line_.size() > kLineBytesMax) return fail("an exchange is larger than 64 MiB");
  file_->add(line_);
  ++exchanges_;
  return true;
}

bool SessionWriter::flush() {
  if (finished_) return !full_;
  // The text that a full disk refused is flushed already.
  if (!worked(blocked_ ? file_->write() : file_->flush())) return false;
  if (file_->bytes() < static_cast<std::uint64_t>(settings_.max_bytes)) return true;
  static_cast<void>(finish());
  full_ = true;
  fail("it has reached its greatest size (max_size); the recording has ended");
  return true;
}

bool SessionWriter::finish() {
  if (finished_) return true;
  finished_ = true;
  return worked(file_->finish());
}

bool SessionWriter::worked(bool written) {
  blocked_ = !written;
  if (written) {
    problem_.clear();
    return true;
  }
  return fail(std::strerror(errno));
}

bool SessionWriter::fail(const std::string& why) {
  problem_ = "cannot write session \"" + settings_.path + "\": " + why;
  return false;
}

}  // namespace pipevane::session
