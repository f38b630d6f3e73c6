/** The door of subscriptions: plans of networks, the money for them, and the owner's view of all networks. */
