# One static binary (musl) in a small image; busybox is there for pipelines that need a shell.
FROM rust:1-slim AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates musl-tools
WORKDIR /source
COPY . .
RUN target="$(uname -m)-unknown-linux-musl" \
 && rustup target add "$target" \
 && cargo build --locked --profile dist --target "$target" --bin assay \
 && cp "target/$target/dist/assay" /assay

FROM busybox:musl
# Certificates of public authorities, for https targets.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /assay /usr/local/bin/assay
# Not root: assay needs nothing but the network and the folder that is given to it.
USER 65534:65534
ENTRYPOINT ["assay"]
CMD ["run"]
