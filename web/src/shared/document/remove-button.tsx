import { ActionIcon } from '@mantine/core';
import { IconTrash } from '../icons/icon-trash';

export function RemoveButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <ActionIcon aria-label={label} title={label} onClick={onClick}>
      <IconTrash size={20} stroke={1.75} aria-hidden />
    </ActionIcon>
  );
}
