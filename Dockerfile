# The image: `docker build -t latchkey .`
FROM node:24-trixie-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-trixie-slim
COPY --from=build /src/dist /usr/local/lib/latchkey
# A new volume gets the mode of /data: whichever user the container runs as can write there.
RUN ln -s ../lib/latchkey/latchkey.js /usr/local/bin/latchkey \
 && ln -s ../lib/latchkey/portero.js /usr/local/bin/portero \
 && ln -s ../lib/latchkey/matrix-registration.js /usr/local/bin/matrix-registration \
 && install -d -m 0777 /data

# Where this file is missing, /config/config.yaml is read. It may be in any of the three formats.
ENV LATCHKEY_CONFIG=/data/config.yaml
# Nothing is written but /data.
ENV NODE_DISABLE_COMPILE_CACHE=1

WORKDIR /data
VOLUME /data
USER 1000:1000
EXPOSE 20000
ENTRYPOINT ["latchkey"]
CMD ["serve"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["latchkey", "health"]
