/** The door of the integrations: what others bring in and take out. */
export { DemoFilling } from './demo/demo-filling';
export { registerIntegrationCommands } from './integrations.cli';
