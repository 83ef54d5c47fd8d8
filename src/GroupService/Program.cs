using Scim.Groups;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddGroupService();

WebApplication app = builder.Build();
app.MapGroupService();
await app.RunAsync();
