// SPDX-License-Identifier: MIT
// One after the other: they share the ports.
import './bad_settings_test.mjs';
import './demo_test.mjs';
import './drivers_test.mjs';
import './health_test.mjs';
import './ibc_session_test.mjs';
import './ibc_test.mjs';
import './native_test.mjs';
import './notify_test.mjs';
import './page_test.mjs';
import './programs_test.mjs';
import './recovery_test.mjs';
import './restart_test.mjs';
import './secrets_test.mjs';
import './session_test.mjs';
import './simulator_api_test.mjs';
import './simulator_faults_test.mjs';
import './supervisorctl_test.mjs';
import './tunnel_check_test.mjs';
import './tunnel_recovery_test.mjs';
import './tunnel_stack_test.mjs';
import './tunnel_test.mjs';
