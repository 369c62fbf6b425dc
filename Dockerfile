# Builds the server from this checkout. Needs no Node.js: the compiled contracts are in src/main/resources, and `mvn verify`
# proves that they belong to their source. DEPLOYMENT.md says how to renew the images below.
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-17@sha256:e4a7ace3dc0d645ed97f8d9ad0b0d3f0b14fa8d150138f27f116d7105a639b82
ARG RUNTIME_IMAGE=eclipse-temurin:25.0.3_9-jre-noble@sha256:27c709cb3fa02dfc60f022155e36a9c80012692787241c9632ca4f0200aac929

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn --batch-mode --no-transfer-progress -Psbom -DskipTests -Dexec.skip package
# One folder for each layer: libraries change rarely, the server's own classes with every build.
RUN cp target/msqpay-camel-*-exec.jar msqpay.jar \
    && java -Djarmode=tools -jar msqpay.jar extract --layers --destination layers

FROM ${RUNTIME_IMAGE} AS application
WORKDIR /app
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

# Starts the server without a node: it gets as far as its first question to the chain, and ends. Nothing here is secret.
FROM application AS training
RUN PORT=0 \
    POLYGON_RPC_URL=http://127.0.0.1:1 \
    MSQPAY_CONTRACT_ADDRESS=0x0000000000000000000000000000000000000001 \
    MSQPAY_TOKENS=USDC=0x0000000000000000000000000000000000000002 \
    MSQPAY_OPERATOR_PRIVATE_KEY=0000000000000000000000000000000000000000000000000000000000000001 \
    MSQPAY_API_KEYS=training=training-training-training-training \
    java -XX:AOTCacheOutput=/app/msqpay.aot -jar /app/msqpay.jar > /tmp/training.log 2>&1; \
    grep -q "POLYGON_RPC_URL: no node answers" /tmp/training.log && test -s /app/msqpay.aot || { cat /tmp/training.log; exit 1; }

FROM application
LABEL org.opencontainers.image.title="MSQPay for Apache Camel" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=training /app/msqpay.aot ./
# Further routes: mount a folder with *.camel.yaml files here.
WORKDIR /routes
WORKDIR /app
ENV MSQPAY_ROUTES_DIR=/routes
EXPOSE 3000
# A number, so that orchestrators can see that it is not root. Nothing but /tmp is written.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx16m", "-cp", "/app/msqpay.jar", "io.msqpay.http.ReadinessProbe"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/msqpay.aot", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-jar", "/app/msqpay.jar"]
