# What people type. The building itself is Meson's: meson.build.
BUILD ?= build
PREFIX ?= /usr/local

.PHONY: all install demo image check check-image bench-startup bench-relay bench-supervisor clean

all: $(BUILD)/build.ninja
	ninja -C $(BUILD)

$(BUILD)/build.ninja:
	meson setup $(BUILD) --prefix=$(PREFIX) $(MESON_OPTIONS)

install: all
	meson configure $(BUILD) --prefix=$(PREFIX)
	DESTDIR=$(DESTDIR) meson install -C $(BUILD) --quiet

# The whole stack with the simulator in the place of IB Gateway, in the foreground.
demo:
	@tools/install-packages build run
	@echo "building; the compiler's words are in $(BUILD).log"
	@$(MAKE) --no-print-directory all > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@exec tools/demo $(BUILD)

# A container image, tagged with its name: make image IMAGE=ib-gateway, ib-tws or ib-simulator.
image:
	@tools/image "$(IMAGE)"

# Every test, as CI runs them.
check:
	@tools/install-packages build run test fetch image-test
	@tools/check

# Of them those that need a container engine: the images are built, every compose file is run.
check-image:
	@tools/install-packages build fetch image-test
	@tools/check image

# From start to the ready line, split by stage.
bench-startup:
	@tools/install-packages build run
	@echo "building; the compiler's words are in $(BUILD).log"
	@$(MAKE) --no-print-directory all > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@bench/startup $(BUILD)

# The relay beside socat, haproxy and nginx, every row as a ratio. ROUNDS=9 for the table in docs/performance.md;
# ROWS='bulk|memory' for the rows with that in their names.
ROUNDS ?= 5
ROWS ?=
bench-relay:
	@tools/install-packages build run bench
	@echo "building; the compiler's words are in $(BUILD).log"
	@$(MAKE) --no-print-directory all > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@ninja -C $(BUILD) bench/bench-relay >> $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@tests/e2e/isolated $(BUILD)/bench/bench-relay --gatehouse $(BUILD)/gatehouse --rounds $(ROUNDS) $(if $(ROWS),--only '$(ROWS)')

# gatehouse beside Debian's supervisord, in one run and by turns. As root.
bench-supervisor:
	@tools/install-packages build run bench
	@echo "building; the compiler's words are in $(BUILD).log"
	@$(MAKE) --no-print-directory all > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@ninja -C $(BUILD) bench/bench-supervisor >> $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@$(BUILD)/bench/bench-supervisor $(BUILD)/gatehouse

clean:
	rm -rf $(BUILD) $(BUILD).log build-check build-sanitize
