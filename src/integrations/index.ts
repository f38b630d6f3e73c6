/** The door of the integrations: what others bring in and take out. */
export { IntegrationsModule } from './integrations.module';
export { registerIntegrationCommands } from './integrations.cli';
