export const peopleEn = {
  changes: {
    title: 'Needs a second person',
    waits: 'A second manager has to approve this. It is on the Today page until then.',
    MANAGER_RIGHTS: 'Make {{name}} a manager',
    PASSWORD_LINK: 'Password link for {{name}}',
    SECOND_FACTOR: 'Remove the second factor of {{name}}',
    SETTINGS: 'Higher limits in the settings',
    API_KEY: 'New API key “{{name}}”, which can give points: {{scopes}}',
    API_KEY_ROTATION: 'New secret for the API key “{{name}}”, which can give points: {{scopes}}',
    approve: 'Approve',
    reject: 'Reject',
    done: 'Decided.',
    link: 'Give this link to the person it is for. It works once and is shown only now:',
    key: 'Give this key to the service it is for. It is shown only now:',
  },
} as const;
