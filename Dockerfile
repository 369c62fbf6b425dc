# Builds the server from this checkout. Needs no Node.js: the compiled contracts are in src/main/resources, and `mvn verify`
# proves that they belong to their source.
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn --batch-mode --no-transfer-progress -DskipTests -Dexec.skip package
# One folder for each layer: libraries change rarely, the server's own classes with every build.
RUN cp target/msqpay-camel-*-exec.jar msqpay.jar \
    && java -Djarmode=tools -jar msqpay.jar extract --layers --destination layers

FROM eclipse-temurin:25.0.3_9-jre-noble
LABEL org.opencontainers.image.title="MSQPay for Apache Camel" \
      org.opencontainers.image.licenses="Apache-2.0"
# Further routes: mount a folder with *.camel.yaml files here.
WORKDIR /routes
WORKDIR /app
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
ENV MSQPAY_ROUTES_DIR=/routes
EXPOSE 3000
# A number, so that orchestrators can see that it is not root. Nothing but /tmp is written.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx16m", "-cp", "/app/msqpay.jar", "io.msqpay.http.ReadinessProbe"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-jar", "/app/msqpay.jar"]
