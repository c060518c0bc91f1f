// A certificate of a server's own, and a client that takes it.
#pragma once

#include "tests/plugins/web/one_web.h"
#include "tests/simulator/server/certificate.h"

#include <Poco/Net/Context.h>

#include <fstream>

namespace pipevane::web {

struct TlsFiles {
  TemporaryFolder folder;

  testing::GivenOptions options() const {
    const auto certificate = simulator::Certificate::make();
    const std::string file = (folder.path / "web.pem").string();
    const std::string key = (folder.path / "web.key").string();
    std::ofstream(file) << certificate.pem;
    std::ofstream(key) << certificate.key_pem;
    return {{"tls_cert_file", file}, {"tls_key_file", key}};
  }
  static Poco::Net::Context::Ptr trustAll() {
    using Poco::Net::Context;
    return new Context(Context::TLS_CLIENT_USE, "", "", "", Context::VERIFY_NONE);
  }
};

}  // namespace pipevane::web
