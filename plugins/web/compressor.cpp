#include "plugins/web/compressor.h"

#include <pipevane/error.h>

#include <Poco/DeflatingStream.h>
#include <zstd.h>

#include <sstream>

namespace pipevane::web {
namespace {

// The least that they know.
constexpr int kGzipLevel = 1, kZstdLevel = 1;

class Gzip final : public Compressor {
 public:
  std::string add(std::string_view text) override {
    in_.write(text.data(), static_cast<std::streamsize>(text.size()));
    return made();
  }
  std::string finish() override {
    in_.close();
    return made();
  }

 private:
  std::string made() {
    if (!in_ || !out_) throw Error("cannot pack an answer with gzip");
    std::string bytes = std::move(out_).str();
    out_.str({});
    return bytes;
  }

  std::ostringstream out_;
  Poco::DeflatingOutputStream in_{out_, Poco::DeflatingStreamBuf::STREAM_GZIP, kGzipLevel};
};

class Zstd final : public Compressor {
 public:
  Zstd() : context_(ZSTD_createCCtx()) {
    if (!context_) throw Error("cannot pack an answer with zstd: no memory is left");
    checked(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kZstdLevel));
  }
  std::string add(std::string_view text) override { return pack(text, ZSTD_e_continue); }
  std::string finish() override { return pack({}, ZSTD_e_end); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  static std::size_t checked(std::size_t result) {
    if (ZSTD_isError(result) != 0)
      throw Error(std::string("cannot pack an answer with zstd: ") + ZSTD_getErrorName(result));
    return result;
  }
  std::string pack(std::string_view text, ZSTD_EndDirective directive) {
    std::string bytes;
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    for (;;) {
      const std::size_t before = bytes.size();
      bytes.resize(before + ZSTD_CStreamOutSize());
      ZSTD_outBuffer out{bytes.data() + before, bytes.size() - before, 0};
      const std::size_t left = checked(ZSTD_compressStream2(context_.get(), &out, &in, directive));
      bytes.resize(before + out.pos);
      if (in.pos == in.size && (directive == ZSTD_e_continue || left == 0)) return bytes;
    }
  }

  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Compressor> compressorFor(Coding coding) {
  if (coding == Coding::kGzip) return std::make_unique<Gzip>();
  if (coding == Coding::kZstd) return std::make_unique<Zstd>();
  return nullptr;
}

}  // namespace pipevane::web
