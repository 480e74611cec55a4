// The duties a person can have in the office, as the program names them and as people read them.
import { m } from '$lib/paraglide/messages';

const names: Record<string, () => string> = {
  officer: m.role_officer, section_head: m.role_section_head, office_head: m.role_office_head, admin: m.role_admin,
};

export const roleName = (code: string): string => names[code]?.() ?? code;
export const roleOptions = (): { code: string; name: string }[] => Object.keys(names).map((code) => ({ code, name: roleName(code) }));
