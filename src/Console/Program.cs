using Scim.Admin;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddConsole();

WebApplication app = builder.Build();
app.MapConsole();
await app.RunAsync();
