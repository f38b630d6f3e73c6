import { Box, Flex } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFetchedInside } from '../../shared/api/lazy-part';
import { Brand } from '../../shared/ui/brand';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { ProductVersion } from '../../shared/ui/product-version';
import classes from './sign-in.module.css';

interface SignInPageProps {
  /** Logo and name at the head; left out: the product's. */
  readonly brand?: ReactNode;
  readonly children: ReactNode;
}

/** The page before anybody is signed in, while the code behind it loads. */
export function SignInPage({ brand = <Brand />, children }: SignInPageProps) {
  useFetchedInside();
  return (
    <div className={classes.page}>
      <Flex component="header" gap={4} align="center" justify="flex-end" p="8px 12px 8px 20px">
        {brand}
        <LanguageSwitch />
        <SchemeSwitch />
      </Flex>
      <main className={classes.middle}>{children}</main>
      <Box component="footer" pt={8} pb={12} px={20} ta="center">
        <ProductVersion />
      </Box>
    </div>
  );
}
