using Scim.Users;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddUserService();

WebApplication app = builder.Build();
app.MapUserService();
await app.RunAsync();
