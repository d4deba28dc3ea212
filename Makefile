# What people type. The building itself is Meson's: meson.build.
BUILD ?= build
PREFIX ?= /usr/local

.PHONY: all install demo image check bench-startup clean

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
	@tools/install-packages build run test
	@tools/check

# From start to the ready line, split by stage.
bench-startup:
	@tools/install-packages build run
	@echo "building; the compiler's words are in $(BUILD).log"
	@$(MAKE) --no-print-directory all > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@bench/startup $(BUILD)

clean:
	rm -rf $(BUILD) $(BUILD).log build-check build-sanitize
