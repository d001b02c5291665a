# One static binary (musl) in a small image; a shell is there for pipelines that need one.
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN target="$(uname -m)-unknown-linux-musl" \
 && rustup target add "$target" \
 && cargo build --locked --profile dist --target "$target" --bin assay \
 && cp "target/$target/dist/assay" /assay

FROM alpine:3
# Certificates of public authorities, for https targets.
RUN apk add --no-cache ca-certificates
COPY --from=build /assay /usr/local/bin/assay
# Not root: assay needs nothing but the network and the folder that is given to it.
USER 65534:65534
ENTRYPOINT ["assay"]
CMD ["run"]
