/** The exports of the integrations for other layers. */
export { DemoFilling } from './demo/demo-filling';
export { registerIntegrationCommands } from './integrations.cli';
