import { api, take } from "../../lib/api.js";

/** Everybody known at the employer and the agency of an application. @param {string} applicationId */
export async function peopleOf(applicationId) {
  const { organization, agency } = await take(api.GET("/api/v1/applications/{application_id}", { params: { path: { application_id: applicationId } } }));
  const organization_id = [organization.id, ...(agency ? [agency.id] : [])];
  return (await take(api.GET("/api/v1/contacts", { params: { query: { organization_id, limit: 200 } } }))).items;
}
