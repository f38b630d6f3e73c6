-- The till reads with the guest's state whether the guest was erased. No index has it, so a sale rewrites its row in place as before.
ALTER TABLE guest_states ADD COLUMN erased boolean NOT NULL DEFAULT false;
