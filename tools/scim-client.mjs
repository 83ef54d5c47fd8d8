// Drives a running gateway with libraries by other authors, by its OpenAPI description alone: openapi-client-axios sends,
// ajv holds each answer to the described schema, scimmy reads it. Usage: node scim-client.mjs ORIGIN TENANT TOKEN.
// Prints one line a step and "done"; exits with 1 at the first answer that is not as described.
import assert from "node:assert/strict";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { OpenAPIClientAxios } from "openapi-client-axios";
import SCIMMY from "scimmy";

const [origin, tenant, token] = process.argv.slice(2);
const documentUrl = `${origin}/openapi/v1.json`;
const description = await (await fetch(documentUrl)).json();

// Schemas refer to each other within the document, so the document is what they are compiled in.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(description, documentUrl);

const api = new OpenAPIClientAxios({ definition: description });
const client = await api.init();
client.defaults.baseURL = `${origin}/tenants/${encodeURIComponent(tenant)}/scim/v2`;
client.defaults.headers.common.Authorization = `Bearer ${token}`;
client.defaults.headers.common.Accept = "application/scim+json";
client.defaults.headers.post["Content-Type"] = "application/scim+json";
client.defaults.headers.put["Content-Type"] = client.defaults.headers.patch["Content-Type"] = "application/scim+json";
client.defaults.validateStatus = () => true;
client.defaults.transformResponse = [text => (text ? JSON.parse(text) : null)];

// Sends a described operation; the answer has to be one of those that are described for it.
async function call(operationId, expected, parameters = null, body = undefined, headers = {}) {
  const response = await client[operationId](parameters, body, { headers });
  console.log(`${operationId} ${response.status}`);
  assert.equal(response.status, expected, `${operationId}: ${JSON.stringify(response.data)}`);
  const { path, method } = api.getOperation(operationId);
  const pointer = part => part.replaceAll("~", "~0").replaceAll("/", "~1");
  let described = description.paths[path][method].responses[response.status];
  assert.ok(described, `${operationId} does not describe ${response.status}`);
  let place = `#/paths/${pointer(path)}/${method}/responses/${response.status}`;
  if (described.$ref) {
    place = described.$ref;
    described = description.components.responses[place.split("/").at(-1)];
  }

  for (const header of Object.keys(described.headers ?? {})) assert.ok(response.headers[header.toLowerCase()], `${operationId}: no ${header}`);
  assert.equal(response.data !== null, described.content !== undefined, `${operationId}: a body, or none`);
  if (response.data === null) return response;

  const mediaType = response.headers["content-type"].split(";")[0];
  assert.ok(described.content[mediaType], `${operationId}: ${mediaType}`);
  const validate = ajv.getSchema(encodeURI(`${documentUrl}${place}/content/${pointer(mediaType)}/schema`));
  assert.ok(validate(response.data), `${operationId}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(response.data)}`);
  return response;
}

// What scimmy makes of a resource is what it was.
function read(Schema, resource) {
  const instance = JSON.parse(JSON.stringify(new Schema(resource, "out")));
  for (const name of Object.keys(resource)) if (name !== "meta") assert.ok(name in instance, `scimmy lost ${name}`);
  assert.equal(instance.id, resource.id);
}

const User = "urn:ietf:params:scim:schemas:core:2.0:User";
const Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const Group = "urn:ietf:params:scim:schemas:core:2.0:Group";
const patch = operations => JSON.parse(JSON.stringify(new SCIMMY.Messages.PatchOp({ schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: operations })));
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser);

// Discovery: everything that scimmy declares of the core schemas is here, with the same type.
await call("getServiceProviderConfig", 200);
await call("listResourceTypes", 200);
await call("getResourceType", 200, { id: "User" });
await call("getResourceType", 404, { id: "Nothing" });
const schemas = (await call("listSchemas", 200)).data.Resources;
await call("getSchema", 200, { id: Enterprise });
for (const { definition } of [SCIMMY.Schemas.User, SCIMMY.Schemas.EnterpriseUser, SCIMMY.Schemas.Group]) {
  const ours = schemas.find(schema => schema.id === definition.id);
  for (const attribute of definition.describe().attributes) {
    const own = ours.attributes.find(item => item.name === attribute.name);
    assert.ok(own, `/Schemas has no ${attribute.name}`);
    assert.equal(own.type, attribute.type, attribute.name);
    for (const sub of attribute.subAttributes ?? []) assert.ok(own.subAttributes.some(item => item.name === sub.name), `/Schemas has no ${attribute.name}.${sub.name}`);
  }
}

// A user's life.
const body = {
  schemas: [User, Enterprise], userName: "ada@example.com", externalId: "701984", active: true, name: { givenName: "Ada", familyName: "Lovelace" },
  emails: [{ value: "ada@example.com", type: "work", primary: true }], [Enterprise]: { department: "Engines", employeeNumber: "1" },
};
const created = (await call("createUser", 201, null, body)).data;
read(SCIMMY.Schemas.User, created);
await call("createUser", 409, null, body);
await call("createUser", 400, null, { schemas: [User], active: "perhaps" });
const got = await call("getUser", 200, { id: created.id });
read(SCIMMY.Schemas.User, got.data);
await call("getUser", 304, { id: created.id }, undefined, { "If-None-Match": got.headers.etag });
await call("getUser", 404, { id: "nobody" });
const found = (await call("listUsers", 200, { filter: new SCIMMY.Types.Filter('userName eq "ada@example.com"').expression })).data;
const list = new SCIMMY.Messages.ListResponse(found);
assert.deepEqual([list.totalResults, list.startIndex, list.Resources.length], [1, 1, 1]);
await call("listUsers", 400, { filter: "userName is ada" });
await call("listUsers", 200, { cursor: "", count: 1 });
await call("searchUsers", 200, null, { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], filter: "active eq true", attributes: ["userName"] });
const patched = (await call("patchUser", 200, { id: created.id }, patch([{ op: "replace", path: "name.familyName", value: "King" }, { op: "add", value: { title: "Countess" } }]))).data;
assert.deepEqual([patched.name.familyName, patched.title], ["King", "Countess"]);
await call("patchUser", 412, { id: created.id }, patch([{ op: "replace", path: "title", value: "x" }]), { "If-Match": got.headers.etag });
await call("patchUser", 400, { id: created.id }, patch([{ op: "replace", path: "shoeSize", value: 44 }]));
const replaced = (await call("replaceUser", 200, { id: created.id }, { ...got.data, displayName: "Ada" })).data;
assert.deepEqual([replaced.displayName, replaced.title, replaced.name.familyName], ["Ada", undefined, "Lovelace"]);
await call("getMe", 501);

// A group's.
const group = (await call("createGroup", 201, null, { schemas: [Group], displayName: "Analysts", members: [{ value: created.id }] })).data;
read(SCIMMY.Schemas.Group, group);
await call("patchGroup", 204, { id: group.id }, patch([{ op: "remove", path: `members[value eq "${created.id}"]` }]));
await call("patchGroup", 200, { id: group.id, attributes: "members" }, patch([{ op: "add", path: "members", value: [{ value: created.id }] }]));
assert.equal((await call("getGroup", 200, { id: group.id })).data.members[0].value, created.id);
assert.equal((await call("getUser", 200, { id: created.id })).data.groups[0].display, "Analysts");
await call("listGroups", 200, { excludedAttributes: "members", sortBy: "displayName", sortOrder: "descending" });
await call("searchGroups", 200, null, { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], count: 0 });
await call("replaceGroup", 200, { id: group.id }, { schemas: [Group], displayName: "Engineers" });
await call("listAll", 200, { filter: "id pr" });
await call("searchAll", 200, null, { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], count: 10 });

// Several operations at once, and the end of both.
const bulk = new SCIMMY.Messages.BulkResponse(
  (await call("bulk", 200, null, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    Operations: [{ method: "POST", path: "/Users", bulkId: "b", data: { schemas: [User], userName: "bo@example.com" } }, { method: "DELETE", path: "/Users/nobody" }],
  })).data.Operations);
assert.deepEqual(bulk.Operations.map(operation => operation.status), ["201", "404"]);
await call("deleteGroup", 204, { id: group.id });
await call("deleteUser", 204, { id: created.id });
await call("deleteUser", 404, { id: created.id });

client.defaults.headers.common.Authorization = "Bearer nonsense";
await call("listUsers", 401);
console.log("done");
