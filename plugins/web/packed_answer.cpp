#include "plugins/web/packed_answer.h"

#include "plugins/web/compressor.h"

namespace pipevane::web {
namespace {

class PackedBody final : public Body {
 public:
  PackedBody(std::shared_ptr<Body> plain, Coding coding)
      : plain_(std::move(plain)), compressor_(compressorFor(coding)) {}

  Piece next() override {
    const Piece plain = plain_->next();
    Piece packed{.bytes = compressor_->add(plain.bytes), .last = plain.last};
    if (packed.last) packed.bytes += compressor_->finish();
    return packed;
  }

 private:
  const std::shared_ptr<Body> plain_;
  const std::unique_ptr<Compressor> compressor_;
};

}  // namespace

Response packedFor(const Request& request, Response response) {
  if (response.status != 200) return response;
  varyBy("Accept-Encoding", response.headers);
  const Coding coding = codingFor(request.header("accept-encoding"));
  if (coding == Coding::kPlain) return response;
  if (response.stream) {
    response.stream = std::make_shared<PackedBody>(std::move(response.stream), coding);
  } else {
    if (response.body.size() < kLeastPackedBytes) return response;
    const auto compressor = compressorFor(coding);
    std::string packed = compressor->add(response.body);
    packed += compressor->finish();
    response.body = std::move(packed);
  }
  response.headers.emplace_back("Content-Encoding", codingName(coding));
  return response;
}

}  // namespace pipevane::web
