import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { menuCategoriesQuery } from './menu.api';

const MOST_CATEGORIES = 100;

interface CategoriesFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly className?: string;
  readonly value: readonly string[];
  readonly error?: string | undefined;
  readonly onChange: (categories: string[]) => void;
}

/** Menu categories: those of the menu to choose from, and others as the till writes them. */
export function CategoriesField({ value, ...props }: CategoriesFieldProps) {
  const menu = useQuery(menuCategoriesQuery);
  const known = (menu.data?.items ?? []).map(({ category }) => category);
  return <TagsInput {...props} maxTags={MOST_CATEGORIES} data={known} value={[...value]} />;
}
